"""exp, log, sin and exprel in CUDA: each operation as in :mod:`engine.backends.functions.elementary`."""

from __future__ import annotations

DOUBLE = """
__device__ inline double exp_(double x) {
    double y = x < -708.0 ? -708.0 : x;
    y = y > 709.0 ? 709.0 : y;
    const double n = floor(y * 1.4426950408889634 + 0.5);
    y = (y - n * 6.93145751953125e-1) - n * 1.42860682030941723212e-6;
    const double z = y * y, z2 = z * z;
    const double first = (1.0 + y) + z * (0.5 + y * (1.0 / 6));
    const double middle = (1.0 / 24 + y * (1.0 / 120)) + z * (1.0 / 720 + y * (1.0 / 5040));
    const double last = ((1.0 / 40320 + y * (1.0 / 362880)) + z * (1.0 / 3628800 + y * (1.0 / 39916800)))
        + z2 * (1.0 / 479001600);
    const double p = first + z2 * (middle + z2 * last);
    return p * __longlong_as_double((long long)(n + 1023.0) << 52);
}

__device__ inline double exprel_(double x) {
    const double z = x * x, z2 = z * z;
    const double a = (1.0 + x * (1.0 / 2)) + z * (1.0 / 6 + x * (1.0 / 24));
    const double b = (1.0 / 120 + x * (1.0 / 720)) + z * (1.0 / 5040 + x * (1.0 / 40320));
    const double c = (1.0 / 362880 + x * (1.0 / 3628800)) + z * (1.0 / 39916800 + x * (1.0 / 479001600));
    const double small = a + z2 * (b + z2 * c);
    return fabs(x) < 0.25 ? small : (exp_(x) - 1.0) / x;
}

__device__ inline double log_(double x) {
    const bool tiny = x < 2.2250738585072014e-308;
    const long long bits = __double_as_longlong(tiny ? x * 18014398509481984.0 : x);
    const long long e = (bits - 0x3FE6A09E667F3BCDLL) >> 52;
    const double m = __longlong_as_double(bits - (e << 52));
    const double k = (double)e - (tiny ? 54.0 : 0.0), f = m - 1.0, half = 0.5 * f * f, s = f / (2.0 + f);
    const double z = s * s, w = z * z;
    const double even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    const double odd = z * (6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    const double r = odd + even;
    double y = k * 6.93147180369123816490e-01 - ((half - (s * (half + r) + k * 1.90821492927058770002e-10)) - f);
    y = x == 1.0 / 0.0 ? x : y;
    y = x == 0.0 ? -1.0 / 0.0 : y;
    return x < 0.0 || x != x ? 0.0 / 0.0 : y;
}

__device__ inline double sin_(double x) {
    const double n = floor(x * 0.3183098861837907 + 0.5);
    const double s = (x - n * 3.14159265346825122834) - n * 1.21542010126079319532e-10;
    const double r = s - n * 4.04453249759190126308e-21;
    const double z = r * r, z4 = (z * z) * (z * z);
    const double high = (1.0 / 120) + z * ((-1.0 / 5040) + z * ((1.0 / 362880) + z * (-1.0 / 39916800)));
    const double low = (1.0 / 6227020800.0)
        + z * ((-1.0 / 1307674368000.0) + z * ((1.0 / 355687428096000.0) + z * (-1.0 / 121645100408832000.0)));
    const double p = r + (r * z) * ((-1.0 / 6) + z * (high + z4 * (low + z4 * (1.0 / 51090942171709440000.0))));
    return n - 2.0 * floor(n * 0.5) == 0.0 ? p : -p;
}
"""

SINGLE = """
__device__ inline float exp_(float x) {
    float y = x < -87.0f ? -87.0f : x;
    y = y > 88.0f ? 88.0f : y;
    const float n = floorf(y * 1.4426950408889634f + 0.5f);
    y = (y - n * 0.693359375f) + n * 2.12194440e-4f;
    const float z = y * y;
    const float high = (F(1.0 / 24) + y * F(1.0 / 120)) + z * F(1.0 / 720);
    const float p = (1.0f + y) + z * ((0.5f + y * F(1.0 / 6)) + z * high);
    return p * __int_as_float((int)(n + 127.0f) << 23);
}

__device__ inline float exprel_(float x) {
    const float z = x * x;
    const float a = (1.0f + x * 0.5f) + z * (F(1.0 / 6) + x * F(1.0 / 24));
    const float b = (F(1.0 / 120) + x * F(1.0 / 720)) + z * F(1.0 / 5040);
    return fabsf(x) < 0.25f ? a + (z * z) * b : (exp_(x) - 1.0f) / x;
}

__device__ inline float log_(float x) {
    const bool tiny = x < 1.1754943508222875e-38f;
    const int bits = __float_as_int(tiny ? x * 33554432.0f : x);
    const int e = (bits - 0x3F3504F3) >> 23;
    const float m = __int_as_float(bits - (e << 23));
    const float k = (float)e - (tiny ? 25.0f : 0.0f), f = m - 1.0f, half = 0.5f * f * f, s = f / (2.0f + f);
    const float z = s * s, w = z * z;
    const float even = w * (0.40000972152f + w * 0.24279078841f), odd = z * (0.66666662693f + w * 0.28498786688f);
    const float r = odd + even;
    float y = k * 6.9313812256e-01f - ((half - (s * (half + r) + k * 9.0580006145e-06f)) - f);
    y = x == 1.0f / 0.0f ? x : y;
    y = x == 0.0f ? -1.0f / 0.0f : y;
    return x < 0.0f || x != x ? 0.0f / 0.0f : y;
}

__device__ inline float sin_(float x) {
    const float n = floorf(x * 0.3183098861837907f + 0.5f);
    const float r = ((x - n * 3.140625f) - n * 9.67502593994140625e-4f) - n * 1.509957990978376432e-7f;
    const float z = r * r;
    const float high = F(1.0 / 120) + z * (F(-1.0 / 5040) + z * (F(1.0 / 362880) + z * F(-1.0 / 39916800)));
    const float p = r + (r * z) * (F(-1.0 / 6) + z * high);
    return n - 2.0f * floorf(n * 0.5f) == 0.0f ? p : -p;
}
"""


def prelude(precision: str) -> str:
    """The type ``F`` and the elementary functions of one precision."""
    double = precision == "float64"
    return f"typedef {'double' if double else 'float'} F;\n{DOUBLE if double else SINGLE}"
