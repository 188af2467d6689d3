// What CUDA text finds before it when g++ compiles it: CUDA's words, and how the threads of a launch run.
//
// Threads run one after the other on the processor. Those that wait for each other (__syncthreads, __syncwarp, shuffles)
// are coroutines: each runs until it waits, and goes on when all that it waits for have come there too.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

#include <ucontext.h>

#include "launch.h"

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __noinline__
#define __restrict__ __restrict
#define __constant__ static
#define __shared__ static
#define __launch_bounds__(...)
#define __align__(n) alignas(n)

static Extent threadIdx, blockIdx, blockDim, gridDim;
static const int warpSize = 32;
static char shared_by_launch[MOST_SHARED];

// ---- threads that wait

namespace waiting {

enum Place { RUNS, IN_BLOCK, IN_WARP, DONE };
constexpr size_t STACK = 64 << 10;

struct Thread {
    ucontext_t at;
    Place place;
    Extent index;
    std::vector<char> stack;
};

static std::vector<Thread> threads;
static ucontext_t home;
static unsigned current;
static unsigned long long given[MOST_THREADS];  // by each thread of a block, to those of its warp
static void (*body)(void**);
static void** arguments;

inline void wait(Place place) {
    Thread& own = threads[current];
    own.place = place;
    swapcontext(&own.at, &home);
    threadIdx = own.index;
}

inline void begin() {
    body(arguments);
    threads[current].place = DONE;
    swapcontext(&threads[current].at, &home);
}

// Let those go on who all wait in ``place``, unless one of them is elsewhere; those who are done wait for nobody.
inline bool let_go(unsigned first, unsigned end, Place place) {
    bool any = false;
    for (unsigned i = first; i < end; ++i) {
        if (threads[i].place == DONE) continue;
        if (threads[i].place != place) return false;
        any = true;
    }
    for (unsigned i = first; any && i < end; ++i)
        if (threads[i].place == place) threads[i].place = RUNS;
    return any;
}

inline void run_block() {
    const unsigned count = blockDim.x * blockDim.y * blockDim.z;
    if (threads.size() < count) threads.resize(count);
    for (unsigned i = 0; i < count; ++i) {
        Thread& one = threads[i];
        one.stack.resize(STACK);
        one.place = RUNS;
        one.index = {i % blockDim.x, i / blockDim.x % blockDim.y, i / (blockDim.x * blockDim.y)};
        getcontext(&one.at);
        one.at.uc_stack.ss_sp = one.stack.data();
        one.at.uc_stack.ss_size = STACK;
        one.at.uc_link = nullptr;
        makecontext(&one.at, begin, 0);
    }
    for (bool goes_on = true; goes_on;) {
        for (current = 0; current < count; ++current) {
            if (threads[current].place != RUNS) continue;
            threadIdx = threads[current].index;
            swapcontext(&home, &threads[current].at);
        }
        goes_on = let_go(0, count, IN_BLOCK);
        for (unsigned first = 0; first < count; first += warpSize)
            goes_on |= let_go(first, first + warpSize < count ? first + warpSize : count, IN_WARP);
    }
    for (unsigned i = 0; i < count; ++i)
        if (threads[i].place != DONE) std::abort();  // some wait for ever, as a card's would
}

}  // namespace waiting

inline void __syncthreads() { waiting::wait(waiting::IN_BLOCK); }
inline void __syncwarp(unsigned = ~0u) { waiting::wait(waiting::IN_WARP); }

template <class T>
T from_lane(T value, unsigned lane, bool is_there) {
    static_assert(sizeof(T) <= 8, "a shuffle moves at most eight bytes");
    const unsigned own = waiting::current;
    std::memcpy(&waiting::given[own], &value, sizeof(T));
    __syncwarp();
    T found = value;
    if (is_there) std::memcpy(&found, &waiting::given[own / warpSize * warpSize + lane], sizeof(T));
    __syncwarp();
    return found;
}
template <class T>
T __shfl_xor_sync(unsigned, T value, int mask, int = 32) {
    return from_lane(value, (waiting::current % warpSize) ^ mask, true);
}
template <class T>
T __shfl_up_sync(unsigned, T value, unsigned by, int width = 32) {
    const unsigned lane = waiting::current % warpSize;
    return from_lane(value, lane - by, lane % width >= by);
}
template <class T>
T __shfl_down_sync(unsigned, T value, unsigned by, int width = 32) {
    const unsigned lane = waiting::current % warpSize;
    return from_lane(value, lane + by, lane % width + by < unsigned(width));
}

// ---- a launch

template <class... P, std::size_t... I>
void call(void (*kernel)(P...), void** given, std::index_sequence<I...>) {
    kernel(*static_cast<std::remove_reference_t<P>*>(given[I])...);
}
template <auto kernel, class... P>
void called(void** given, void (*)(P...)) {
    call(kernel, given, std::index_sequence_for<P...>{});
}
template <auto kernel>
void run_kernel(const Launch& launch, void** arguments, bool waits) {
    gridDim = launch.grid;
    blockDim = launch.block;
    waiting::body = [](void** given) { called<kernel>(given, kernel); };
    waiting::arguments = arguments;
    for (blockIdx.z = 0; blockIdx.z < gridDim.z; ++blockIdx.z)
        for (blockIdx.y = 0; blockIdx.y < gridDim.y; ++blockIdx.y)
            for (blockIdx.x = 0; blockIdx.x < gridDim.x; ++blockIdx.x) {
                if (waits) {
                    waiting::run_block();
                    continue;
                }
                for (threadIdx.z = 0; threadIdx.z < blockDim.z; ++threadIdx.z)
                    for (threadIdx.y = 0; threadIdx.y < blockDim.y; ++threadIdx.y)
                        for (threadIdx.x = 0; threadIdx.x < blockDim.x; ++threadIdx.x) waiting::body(arguments);
            }
}

// ---- CUDA's functions

using std::isfinite;
using std::isinf;
using std::isnan;
using std::signbit;

template <class A, class B>
using Both = std::common_type_t<A, B>;
template <class A, class B, class = std::enable_if_t<std::is_arithmetic_v<A> && std::is_arithmetic_v<B>>>
Both<A, B> min(A a, B b) {
    if constexpr (std::is_floating_point_v<Both<A, B>>) return std::fmin(Both<A, B>(a), Both<A, B>(b));
    else return Both<A, B>(a) < Both<A, B>(b) ? a : b;
}
template <class A, class B, class = std::enable_if_t<std::is_arithmetic_v<A> && std::is_arithmetic_v<B>>>
Both<A, B> max(A a, B b) {
    if constexpr (std::is_floating_point_v<Both<A, B>>) return std::fmax(Both<A, B>(a), Both<A, B>(b));
    else return Both<A, B>(a) > Both<A, B>(b) ? a : b;
}

template <class T, class V>
T atomicAdd(T* at, V by) {
    T was = *at;
    *at = was + T(by);
    return was;
}
template <class T>
T atomicCAS(T* at, T is, T to) {
    T was = *at;
    if (was == is) *at = to;
    return was;
}

template <class To, class From>
To as_bits(From value) {
    To bits;
    static_assert(sizeof bits == sizeof value);
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}
inline double __longlong_as_double(long long v) { return as_bits<double>(v); }
inline long long __double_as_longlong(double v) { return as_bits<long long>(v); }
inline float __int_as_float(int v) { return as_bits<float>(v); }
inline int __float_as_int(float v) { return as_bits<int>(v); }
inline int __popc(unsigned v) { return __builtin_popcount(v); }
inline int __popcll(unsigned long long v) { return __builtin_popcountll(v); }
inline int __clz(int v) { return v == 0 ? 32 : __builtin_clz(v); }
inline unsigned __umulhi(unsigned a, unsigned b) { return (unsigned long long)a * b >> 32; }
inline float rsqrt(float v) { return 1.0f / std::sqrt(v); }
inline double rsqrt(double v) { return 1.0 / std::sqrt(v); }
