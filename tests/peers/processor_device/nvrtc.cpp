// NVIDIA's compiler for a device that the processor is: CUDA text becomes a shared library by g++.
//
// The text is compiled behind kernel.h, and every kernel in it gets a function that launches it. Options that name
// folders, macros and the standard are heeded; those for a card's arithmetic are not: g++ contracts nothing here.

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "launch.h"

namespace {

enum { FINE = 0, INVALID_INPUT = 3, FAILED = 6 };
const std::regex KERNEL(R"re(extern\s+"C"\s+__global__\s+void\s+(?:__launch_bounds__\([^)]*\)\s*)?(\w+)\s*\()re");

const std::regex SIZED_BY_LAUNCH(R"re(extern\s+__shared__\s+([\w\s]+?)\s+(\w+)\s*\[\s*\]\s*;)re");

struct Program {
    std::string text, log, library;
};

std::string read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream all;
    all << file.rdbuf();
    return all.str();
}

std::string quoted(const std::string& word) {
    std::string done = "'";
    for (char c : word) done += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return done + "'";
}

std::string heeded(int count, const char** options) {
    std::string found;
    for (int i = 0; i < count; ++i) {
        const std::string option = options[i];
        if (option.rfind("-I", 0) == 0 || option.rfind("-D", 0) == 0) found += " " + quoted(option);
        if (option.rfind("--include-path=", 0) == 0) found += " -I" + quoted(option.substr(15));
    }
    return found;
}

std::string launchers(const std::string& text) {
    const bool any = text.find("__sync") != std::string::npos || text.find("__shfl") != std::string::npos;
    const std::string waits = any ? "true" : "false";
    std::string found;
    for (std::sregex_iterator at(text.begin(), text.end(), KERNEL), end; at != end; ++at) {
        const std::string name = (*at)[1];
        found += "\nextern \"C\" void " + std::string(LAUNCH) + name +
                 "(const Launch& launch, void** arguments) { run_kernel<&" + name + ">(launch, arguments, " + waits + "); }";
    }
    return found + "\n";
}

std::string whose() {
    const size_t before = std::hash<std::string>{}(read(HERE "/kernel.h"));
    return "// g++ " __VERSION__ " after " + std::to_string(before) + "\n";
}

}  // namespace

extern "C" {

typedef void* nvrtcProgram;

const char* nvrtcGetErrorString(int result) { return result == FINE ? "fine" : "the compiler failed"; }
int nvrtcVersion(int* major, int* minor) { *major = 12; *minor = 9; return FINE; }
int nvrtcGetNumSupportedArchs(int* count) { *count = 1; return FINE; }
int nvrtcGetSupportedArchs(int* found) { *found = 80; return FINE; }

int nvrtcCreateProgram(nvrtcProgram* made, const char* text, const char*, int, const char**, const char**) {
    *made = new Program{std::regex_replace(text, SIZED_BY_LAUNCH, "$1* $2 = ($1*)shared_by_launch;"), "", ""};
    return FINE;
}
int nvrtcDestroyProgram(nvrtcProgram* program) {
    delete static_cast<Program*>(*program);
    *program = nullptr;
    return FINE;
}

int nvrtcCompileProgram(nvrtcProgram given, int count, const char** options) {
    auto* program = static_cast<Program*>(given);
    char folder[] = "/tmp/kernelsXXXXXX";
    if (mkdtemp(folder) == nullptr) return INVALID_INPUT;
    const std::string base = folder, source = base + "/text.cpp", library = base + "/text.so", log = base + "/log";
    std::ofstream(source) << "#include \"" HERE "/kernel.h\"\n#line 1\n" << program->text << launchers(program->text);
    const std::string how = " -std=c++17 -O1 -w -fpermissive -ffp-contract=off -fno-strict-aliasing -shared -fPIC";
    const std::string command = "g++" + how + heeded(count, options) + " " + source + " -o " + library + " > " + log + " 2>&1";
    const int failed = std::system(command.c_str());
    program->log = read(log);
    program->library = failed ? "" : read(library);
    for (const std::string& path : {source, library, log}) unlink(path.c_str());
    rmdir(folder);
    return failed ? FAILED : FINE;
}

int nvrtcGetProgramLogSize(nvrtcProgram program, size_t* size) {
    *size = static_cast<Program*>(program)->log.size() + 1;
    return FINE;
}
int nvrtcGetProgramLog(nvrtcProgram program, char* log) {
    strcpy(log, static_cast<Program*>(program)->log.c_str());
    return FINE;
}
int nvrtcGetCUBINSize(nvrtcProgram program, size_t* size) {
    *size = static_cast<Program*>(program)->library.size() + 1;
    return FINE;
}
int nvrtcGetCUBIN(nvrtcProgram program, char* image) {
    const std::string& library = static_cast<Program*>(program)->library;
    memcpy(image, library.data(), library.size());
    image[library.size()] = 0;
    return FINE;
}
// CuPy reads here which compiler it was, and keeps what is compiled for that one alone.
int nvrtcGetPTXSize(nvrtcProgram, size_t* size) {
    *size = whose().size() + 1;
    return FINE;
}
int nvrtcGetPTX(nvrtcProgram, char* text) {
    strcpy(text, whose().c_str());
    return FINE;
}

}  // extern "C"
