package dev.vpccni.plugin.wiring;

import java.util.Arrays;

/// SHA-1 in 40 lines: the class library of the native build has no MessageDigest.
///
/// It makes names, not signatures. Source: FIPS 180-4, sections 5.1.1, 5.3.1 and 6.1.
final class Sha1 {
    private static final int BLOCK = 64;

    private Sha1() {}

    /// The digest as 40 lower-case hex digits.
    static String hex(byte[] message) {
        int[] hash = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
        byte[] padded = pad(message);
        for (int offset = 0; offset < padded.length; offset += BLOCK) {
            compress(hash, padded, offset);
        }
        StringBuilder text = new StringBuilder(40);
        for (int word : hash) {
            for (int shift = 28; shift >= 0; shift -= 4) {
                text.append("0123456789abcdef".charAt((word >>> shift) & 15));
            }
        }
        return text.toString();
    }

    private static byte[] pad(byte[] message) {
        int length = (message.length + 9 + BLOCK - 1) / BLOCK * BLOCK;
        byte[] padded = Arrays.copyOf(message, length);
        padded[message.length] = (byte) 0x80;
        long bits = message.length * 8L;
        for (int i = 1; i <= 8; i++) {
            padded[length - i] = (byte) bits;
            bits >>>= 8;
        }
        return padded;
    }

    private static void compress(int[] hash, byte[] data, int offset) {
        int[] w = new int[80];
        for (int i = 0; i < 16; i++) {
            int at = offset + 4 * i;
            w[i] =
                    (data[at] & 255) << 24
                            | (data[at + 1] & 255) << 16
                            | (data[at + 2] & 255) << 8
                            | (data[at + 3] & 255);
        }
        for (int i = 16; i < 80; i++) {
            w[i] = Integer.rotateLeft(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        }
        int a = hash[0];
        int b = hash[1];
        int c = hash[2];
        int d = hash[3];
        int e = hash[4];
        for (int i = 0; i < 80; i++) {
            int next = Integer.rotateLeft(a, 5) + mix(i, b, c, d) + e + w[i];
            e = d;
            d = c;
            c = Integer.rotateLeft(b, 30);
            b = a;
            a = next;
        }
        hash[0] += a;
        hash[1] += b;
        hash[2] += c;
        hash[3] += d;
        hash[4] += e;
    }

    private static int mix(int round, int b, int c, int d) {
        if (round < 20) {
            return ((b & c) | (~b & d)) + 0x5a827999;
        }
        if (round < 40) {
            return (b ^ c ^ d) + 0x6ed9eba1;
        }
        if (round < 60) {
            return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
        }
        return (b ^ c ^ d) + 0xca62c1d6;
    }
}
