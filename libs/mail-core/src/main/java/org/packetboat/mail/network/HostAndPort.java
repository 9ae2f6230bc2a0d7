package org.packetboat.mail.network;

/**
 * {@code host:port}, where the host may be an IPv6 address in brackets.
 *
 * @param host without brackets
 */
public record HostAndPort(String host, int port) {
    private static final int HIGHEST_PORT = 65_535;

    /** @param key named when the text is something else */
    public static HostAndPort of(String text, String key) {
        String trimmed = text.strip();
        int colon = trimmed.lastIndexOf(':');
        try {
            String host = colon < 0 ? "" : trimmed.substring(0, colon);
            boolean bracketed = host.startsWith("[") && host.endsWith("]");
            int port = Integer.parseInt(trimmed.substring(colon + 1));
            if (!host.isEmpty() && port > 0 && port <= HIGHEST_PORT && (bracketed || host.indexOf(':') < 0)) {
                return new HostAndPort(bracketed ? host.substring(1, host.length() - 1) : host, port);
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new IllegalArgumentException(key + " wants host:port, not '" + trimmed + "'");
    }
}
