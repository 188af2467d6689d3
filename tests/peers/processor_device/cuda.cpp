// NVIDIA's driver for a device that the processor is: modules are shared libraries, a launch runs their threads.
//
// A "cubin" is what nvrtc.cpp here made of CUDA text; see kernel.h for how its threads run.

#include <dlfcn.h>
#include <elf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <mutex>
#include <string>

#include <cuda.h>

#include "launch.h"

namespace {

std::mutex running;
CUcontext const CONTEXT = reinterpret_cast<CUcontext>(1);

struct Module {
    void* library;
    int file;  // stays open: a library is known by its path, and the next file of that number would be taken for it
};

// A library does not say how long it is but by the end of its table of sections, which comes last.
size_t length(const void* image) {
    const auto* head = static_cast<const Elf64_Ehdr*>(image);
    if (memcmp(head->e_ident, ELFMAG, SELFMAG) != 0) return 0;
    return head->e_shoff + size_t(head->e_shnum) * head->e_shentsize;
}

}  // namespace

extern "C" {

CUresult cuGetErrorName(CUresult error, const char** name) {
    switch (error) {
        case CUDA_SUCCESS: *name = "CUDA_SUCCESS"; break;
        case CUDA_ERROR_INVALID_VALUE: *name = "CUDA_ERROR_INVALID_VALUE"; break;
        case CUDA_ERROR_INVALID_IMAGE: *name = "CUDA_ERROR_INVALID_IMAGE"; break;
        case CUDA_ERROR_NOT_FOUND: *name = "CUDA_ERROR_NOT_FOUND"; break;
        default: *name = "CUDA_ERROR_UNKNOWN";
    }
    return CUDA_SUCCESS;
}
CUresult cuGetErrorString(CUresult error, const char** text) { return cuGetErrorName(error, text); }

CUresult cuCtxGetCurrent(CUcontext* found) { *found = CONTEXT; return CUDA_SUCCESS; }
CUresult cuCtxSetCurrent(CUcontext) { return CUDA_SUCCESS; }
CUresult cuCtxGetDevice(CUdevice* found) { *found = 0; return CUDA_SUCCESS; }
CUresult cuStreamGetCtx(CUstream, CUcontext* found) { *found = CONTEXT; return CUDA_SUCCESS; }
CUresult cuDevicePrimaryCtxRelease(CUdevice) { return CUDA_SUCCESS; }

CUresult cuModuleLoadData(CUmodule* made, const void* image) {
    const size_t size = length(image);
    if (size == 0) return CUDA_ERROR_INVALID_IMAGE;
    const int file = memfd_create("kernels", 0);
    const bool whole = file >= 0 && write(file, image, size) == ssize_t(size);
    const std::string path = "/proc/self/fd/" + std::to_string(file);
    void* library = whole ? dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL) : nullptr;
    *made = reinterpret_cast<CUmodule>(new Module{library, file});
    return library == nullptr ? CUDA_ERROR_INVALID_IMAGE : CUDA_SUCCESS;
}
CUresult cuModuleUnload(CUmodule given) {
    auto* module = reinterpret_cast<Module*>(given);
    dlclose(module->library);
    close(module->file);
    delete module;
    return CUDA_SUCCESS;
}
CUresult cuModuleGetFunction(CUfunction* found, CUmodule given, const char* name) {
    void* library = reinterpret_cast<Module*>(given)->library;
    *found = reinterpret_cast<CUfunction>(dlsym(library, (std::string(LAUNCH) + name).c_str()));
    return *found == nullptr ? CUDA_ERROR_NOT_FOUND : CUDA_SUCCESS;
}

CUresult cuFuncGetAttribute(int* value, CUfunction_attribute attribute, CUfunction) {
    *value = attribute == CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK ? int(MOST_THREADS) : 0;
    return CUDA_SUCCESS;
}

CUresult cuLaunchKernel(CUfunction kernel, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x,
                        unsigned block_y, unsigned block_z, unsigned shared, CUstream, void** arguments, void**) {
    const unsigned long long threads = 1ull * block_x * block_y * block_z;
    if (threads == 0 || threads > MOST_THREADS || shared > MOST_SHARED) return CUDA_ERROR_INVALID_VALUE;
    if (1ull * grid_x * grid_y * grid_z == 0) return CUDA_ERROR_INVALID_VALUE;
    std::lock_guard<std::mutex> held(running);
    const Launch launch{{grid_x, grid_y, grid_z}, {block_x, block_y, block_z}};
    reinterpret_cast<Launcher>(kernel)(launch, arguments);
    return CUDA_SUCCESS;
}

}  // extern "C"
