// What the driver and a compiled kernel say to each other.
#pragma once

constexpr unsigned MOST_THREADS = 1024, MOST_SHARED = 48 << 10;  // of a block

struct Extent {
    unsigned x, y, z;
};
struct Launch {
    Extent grid, block;
};
typedef void (*Launcher)(const Launch& launch, void** arguments);
#define LAUNCH "launch_of_"  // and the kernel's name
