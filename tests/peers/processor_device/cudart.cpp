// NVIDIA's runtime library for a device that the processor is: memory, copies, streams and events.
//
// A call of CuPy lands here as it would in libcudart. Memory of the device is kept apart from the host's: a copy whose
// ends do not lie where its kind says, or that leaves an allocation, is refused as on a card.

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>

#include <cuda_runtime_api.h>

namespace {

constexpr size_t TOTAL = size_t(4) << 30, ALIGNMENT = 512;
constexpr int JUNK = 0xCB;  // what new memory holds
std::map<const char*, size_t> allocations;
std::mutex lock;
size_t used = 0;
thread_local cudaError_t last = cudaSuccess;

cudaError_t told(cudaError_t status) {
    if (status != cudaSuccess) last = status;
    return status;
}

// What is left of the allocation that holds ``at``, from there; 0 where none does.
size_t room(const void* at) {
    auto next = allocations.upper_bound(static_cast<const char*>(at));
    if (next == allocations.begin()) return 0;
    --next;
    const size_t before = static_cast<const char*>(at) - next->first;
    return before < next->second ? next->second - before : 0;
}

bool is_there(const void* at, size_t size, bool on_device) {
    const size_t left = room(at);
    return on_device ? left >= size : left == 0;
}

cudaError_t copy(void* to, const void* from, size_t size, cudaMemcpyKind kind) {
    if (size == 0) return cudaSuccess;
    std::lock_guard<std::mutex> held(lock);
    if (kind != cudaMemcpyDefault) {
        const bool to_device = kind == cudaMemcpyHostToDevice || kind == cudaMemcpyDeviceToDevice;
        const bool from_device = kind == cudaMemcpyDeviceToHost || kind == cudaMemcpyDeviceToDevice;
        if (!is_there(to, size, to_device) || !is_there(from, size, from_device)) return told(cudaErrorInvalidValue);
    }
    memmove(to, from, size);
    return cudaSuccess;
}

cudaError_t fill(void* at, int value, size_t size) {
    std::lock_guard<std::mutex> held(lock);
    if (size != 0 && !is_there(at, size, true)) return told(cudaErrorInvalidValue);
    memset(at, value, size);
    return cudaSuccess;
}

using Clock = std::chrono::steady_clock;
struct Event {
    Clock::time_point at = Clock::now();
};

}  // namespace

extern "C" {

const char* cudaGetErrorName(cudaError_t error) {
    switch (error) {
        case cudaSuccess: return "cudaSuccess";
        case cudaErrorInvalidValue: return "cudaErrorInvalidValue";
        case cudaErrorMemoryAllocation: return "cudaErrorMemoryAllocation";
        case cudaErrorInvalidDevice: return "cudaErrorInvalidDevice";
        case cudaErrorNotSupported: return "cudaErrorNotSupported";
        default: return "cudaErrorUnknown";
    }
}
const char* cudaGetErrorString(cudaError_t error) { return cudaGetErrorName(error); }
cudaError_t cudaGetLastError() {
    const cudaError_t was = last;
    last = cudaSuccess;
    return was;
}

cudaError_t cudaDriverGetVersion(int* version) { *version = CUDART_VERSION; return cudaSuccess; }
cudaError_t cudaRuntimeGetVersion(int* version) { *version = CUDART_VERSION; return cudaSuccess; }

cudaError_t cudaGetDeviceCount(int* count) { *count = 1; return cudaSuccess; }
cudaError_t cudaGetDevice(int* device) { *device = 0; return cudaSuccess; }
cudaError_t cudaSetDevice(int device) { return device == 0 ? cudaSuccess : told(cudaErrorInvalidDevice); }
cudaError_t cudaDeviceSynchronize() { return cudaSuccess; }

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* found, int device) {
    if (device != 0) return told(cudaErrorInvalidDevice);
    memset(found, 0, sizeof *found);
    strcpy(found->name, "this processor");
    found->totalGlobalMem = TOTAL;
    found->sharedMemPerBlock = 48 << 10;
    found->regsPerBlock = found->regsPerMultiprocessor = 65536;
    found->warpSize = 32;
    found->maxThreadsPerBlock = 1024;
    found->maxThreadsPerMultiProcessor = 2048;
    for (int i = 0; i < 3; ++i) {
        found->maxThreadsDim[i] = i < 2 ? 1024 : 64;
        found->maxGridSize[i] = i < 1 ? 2147483647 : 65535;
    }
    found->major = 8;
    found->multiProcessorCount = 1;
    return cudaSuccess;
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device) {
    if (device != 0) return told(cudaErrorInvalidDevice);
    switch (attribute) {
        case cudaDevAttrMaxThreadsPerBlock: case cudaDevAttrMaxBlockDimX: case cudaDevAttrMaxBlockDimY:
            *value = 1024; break;
        case cudaDevAttrMaxGridDimX: *value = 2147483647; break;
        case cudaDevAttrMaxGridDimY: case cudaDevAttrMaxGridDimZ: *value = 65535; break;
        case cudaDevAttrMaxSharedMemoryPerBlock: *value = 48 << 10; break;
        case cudaDevAttrWarpSize: *value = 32; break;
        case cudaDevAttrMultiProcessorCount: *value = 1; break;
        case cudaDevAttrMaxThreadsPerMultiProcessor: *value = 2048; break;
        case cudaDevAttrComputeCapabilityMajor: *value = 8; break;
        default: *value = 0;
    }
    return cudaSuccess;
}

cudaError_t cudaMalloc(void** at, size_t size) {
    std::lock_guard<std::mutex> held(lock);
    const size_t whole = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    *at = nullptr;
    if (size == 0) return cudaSuccess;
    if (used + whole > TOTAL) return told(cudaErrorMemoryAllocation);
    *at = std::aligned_alloc(ALIGNMENT, whole);
    if (*at == nullptr) return told(cudaErrorMemoryAllocation);
    memset(*at, JUNK, whole);
    allocations[static_cast<char*>(*at)] = whole;
    used += whole;
    return cudaSuccess;
}

cudaError_t cudaFree(void* at) {
    if (at == nullptr) return cudaSuccess;
    std::lock_guard<std::mutex> held(lock);
    auto found = allocations.find(static_cast<char*>(at));
    if (found == allocations.end()) return told(cudaErrorInvalidValue);
    used -= found->second;
    allocations.erase(found);
    std::free(at);
    return cudaSuccess;
}

cudaError_t cudaMemGetInfo(size_t* free, size_t* total) {
    std::lock_guard<std::mutex> held(lock);
    *free = TOTAL - used;
    *total = TOTAL;
    return cudaSuccess;
}

cudaError_t cudaHostAlloc(void** at, size_t size, unsigned) {
    *at = std::malloc(size);
    return *at == nullptr ? told(cudaErrorMemoryAllocation) : cudaSuccess;
}
cudaError_t cudaFreeHost(void* at) { std::free(at); return cudaSuccess; }
cudaError_t cudaHostRegister(void*, size_t, unsigned) { return cudaSuccess; }
cudaError_t cudaHostUnregister(void*) { return cudaSuccess; }

cudaError_t cudaMemcpy(void* to, const void* from, size_t size, cudaMemcpyKind kind) {
    return copy(to, from, size, kind);
}
cudaError_t cudaMemcpyAsync(void* to, const void* from, size_t size, cudaMemcpyKind kind, cudaStream_t) {
    return copy(to, from, size, kind);
}
cudaError_t cudaMemset(void* at, int value, size_t size) { return fill(at, value, size); }
cudaError_t cudaMemsetAsync(void* at, int value, size_t size, cudaStream_t) { return fill(at, value, size); }

cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* found, const void* at) {
    std::lock_guard<std::mutex> held(lock);
    const bool ours = room(at) > 0;
    found->type = ours ? cudaMemoryTypeDevice : cudaMemoryTypeUnregistered;
    found->device = ours ? 0 : -2;
    found->devicePointer = ours ? const_cast<void*>(at) : nullptr;
    found->hostPointer = ours ? nullptr : const_cast<void*>(at);
    return cudaSuccess;
}

// Whatever is asked for is done when the call returns: a stream is a name, an event the time of day.
cudaError_t cudaStreamCreateWithPriority(cudaStream_t* made, unsigned, int) {
    *made = reinterpret_cast<cudaStream_t>(new char);
    return cudaSuccess;
}
cudaError_t cudaStreamCreate(cudaStream_t* made) { return cudaStreamCreateWithPriority(made, 0, 0); }
cudaError_t cudaStreamCreateWithFlags(cudaStream_t* made, unsigned) { return cudaStreamCreateWithPriority(made, 0, 0); }
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
    delete reinterpret_cast<char*>(stream);
    return cudaSuccess;
}
cudaError_t cudaStreamSynchronize(cudaStream_t) { return cudaSuccess; }
cudaError_t cudaStreamQuery(cudaStream_t) { return cudaSuccess; }
cudaError_t cudaStreamWaitEvent(cudaStream_t, cudaEvent_t, unsigned) { return cudaSuccess; }
cudaError_t cudaStreamIsCapturing(cudaStream_t, cudaStreamCaptureStatus* found) {
    *found = cudaStreamCaptureStatusNone;
    return cudaSuccess;
}
cudaError_t cudaEventCreateWithFlags(cudaEvent_t* made, unsigned) {
    *made = reinterpret_cast<cudaEvent_t>(new Event);
    return cudaSuccess;
}
cudaError_t cudaEventCreate(cudaEvent_t* made) { return cudaEventCreateWithFlags(made, 0); }
cudaError_t cudaEventDestroy(cudaEvent_t event) {
    delete reinterpret_cast<Event*>(event);
    return cudaSuccess;
}
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t) {
    reinterpret_cast<Event*>(event)->at = Clock::now();
    return cudaSuccess;
}
cudaError_t cudaEventQuery(cudaEvent_t) { return cudaSuccess; }
cudaError_t cudaEventSynchronize(cudaEvent_t) { return cudaSuccess; }
cudaError_t cudaEventElapsedTime(float* ms, cudaEvent_t from, cudaEvent_t to) {
    const auto taken = reinterpret_cast<Event*>(to)->at - reinterpret_cast<Event*>(from)->at;
    *ms = std::chrono::duration<float, std::milli>(taken).count();
    return cudaSuccess;
}

}  // extern "C"
