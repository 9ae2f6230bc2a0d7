package org.packetboat.mail.address;

/** Text in ASCII, RFC 3492 §6.3. */
final class Punycode {
    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int INITIAL_BIAS = 72;
    private static final int INITIAL_N = 0x80;

    private final int[] input;
    private final StringBuilder out = new StringBuilder();
    private int bias = INITIAL_BIAS;
    private int delta;
    private int handled;
    private int basic;

    private Punycode(int[] input) {
        this.input = input;
    }

    /** @param label short: the time grows with the square of its length */
    static String encode(String label) {
        return new Punycode(label.codePoints().toArray()).encode();
    }

    private String encode() {
        for (int c : input) {
            if (c < INITIAL_N) {
                out.append((char) c);
            }
        }
        basic = out.length();
        handled = basic;
        if (basic > 0) {
            out.append('-');
        }
        for (int n = INITIAL_N; handled < input.length; n++) {
            int next = smallestFrom(n);
            delta += (next - n) * (handled + 1);
            n = next;
            insertAll(n);
            delta++;
        }
        return out.toString();
    }

    private int smallestFrom(int n) {
        int smallest = Integer.MAX_VALUE;
        for (int c : input) {
            smallest = c >= n ? Math.min(smallest, c) : smallest;
        }
        return smallest;
    }

    private void insertAll(int n) {
        for (int c : input) {
            if (c < n) {
                delta++;
            } else if (c == n) {
                append(delta);
                bias = adapted();
                delta = 0;
                handled++;
            }
        }
    }

    private void append(int value) {
        int rest = value;
        for (int k = BASE; ; k += BASE) {
            int threshold = Math.clamp((long) k - bias, T_MIN, T_MAX);
            if (rest < threshold) {
                out.append(digit(rest));
                return;
            }
            out.append(digit(threshold + (rest - threshold) % (BASE - threshold)));
            rest = (rest - threshold) / (BASE - threshold);
        }
    }

    private int adapted() {
        int scaled = handled == basic ? delta / DAMP : delta / 2;
        scaled += scaled / (handled + 1);
        int k = 0;
        while (scaled > (BASE - T_MIN) * T_MAX / 2) {
            scaled /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * scaled / (scaled + SKEW);
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }
}
