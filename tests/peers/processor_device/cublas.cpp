// NVIDIA's linear algebra for a device that the processor is: products of matrices by their definition.
//
// Matrices lie in columns, as in Fortran. A call of CuPy that is not here ends the program with the name of the symbol.

#include <cstddef>

namespace {

enum { FINE = 0, NOT_SUPPORTED = 15 };
enum { REAL_32 = 0, REAL_64 = 1 };  // as cudaDataType names them

template <class T>
void product(bool a_turned, bool b_turned, int m, int n, int k, T alpha, const T* a, int lda, const T* b, int ldb, T beta,
             T* c, int ldc) {
    for (ptrdiff_t j = 0; j < n; ++j)
        for (ptrdiff_t i = 0; i < m; ++i) {
            T sum = 0;
            for (ptrdiff_t q = 0; q < k; ++q)
                sum += (a_turned ? a[i * lda + q] : a[q * lda + i]) * (b_turned ? b[q * ldb + j] : b[j * ldb + q]);
            T& to = c[j * ldc + i];
            to = alpha * sum + (beta == T(0) ? T(0) : beta * to);
        }
}

}  // namespace

extern "C" {

int cublasCreate_v2(void** made) { *made = new char; return FINE; }
int cublasDestroy_v2(void* handle) { delete static_cast<char*>(handle); return FINE; }
int cublasGetVersion_v2(void*, int* version) { *version = 120900; return FINE; }
int cublasSetStream_v2(void*, void*) { return FINE; }
int cublasSetPointerMode_v2(void*, int mode) { return mode == 0 ? FINE : NOT_SUPPORTED; }  // factors lie with the host
int cublasGetPointerMode_v2(void*, int* mode) { *mode = 0; return FINE; }
int cublasSetMathMode(void*, int) { return FINE; }
int cublasGetMathMode(void*, int* mode) { *mode = 0; return FINE; }

int cublasGemmStridedBatchedEx(void*, int a_turned, int b_turned, int m, int n, int k, const void* alpha, const void* a,
                               int a_type, int lda, long long a_apart, const void* b, int b_type, int ldb,
                               long long b_apart, const void* beta, void* c, int c_type, int ldc, long long c_apart,
                               int count, int, int) {
    if (a_type != b_type || a_type != c_type) return NOT_SUPPORTED;
    for (ptrdiff_t i = 0; i < count; ++i) {
#define PRODUCT(T)                                                                                            \
    product<T>(a_turned, b_turned, m, n, k, *(const T*)alpha, (const T*)a + i * a_apart, lda, (const T*)b + i * b_apart, \
               ldb, *(const T*)beta, (T*)c + i * c_apart, ldc)
        if (a_type == REAL_32) PRODUCT(float);
        else if (a_type == REAL_64) PRODUCT(double);
        else return NOT_SUPPORTED;
    }
    return FINE;
}

int cublasGemmEx(void* handle, int a_turned, int b_turned, int m, int n, int k, const void* alpha, const void* a,
                 int a_type, int lda, const void* b, int b_type, int ldb, const void* beta, void* c, int c_type, int ldc,
                 int how, int algorithm) {
    return cublasGemmStridedBatchedEx(handle, a_turned, b_turned, m, n, k, alpha, a, a_type, lda, 0, b, b_type, ldb, 0,
                                      beta, c, c_type, ldc, 0, 1, how, algorithm);
}

int cublasSgemmBatched(void*, int a_turned, int b_turned, int m, int n, int k, const float* alpha, const float* const* a,
                       int lda, const float* const* b, int ldb, const float* beta, float* const* c, int ldc, int count) {
    for (int i = 0; i < count; ++i)
        product(a_turned, b_turned, m, n, k, *alpha, a[i], lda, b[i], ldb, *beta, c[i], ldc);
    return FINE;
}
int cublasDgemmBatched(void*, int a_turned, int b_turned, int m, int n, int k, const double* alpha,
                       const double* const* a, int lda, const double* const* b, int ldb, const double* beta,
                       double* const* c, int ldc, int count) {
    for (int i = 0; i < count; ++i)
        product(a_turned, b_turned, m, n, k, *alpha, a[i], lda, b[i], ldb, *beta, c[i], ldc);
    return FINE;
}

}  // extern "C"
