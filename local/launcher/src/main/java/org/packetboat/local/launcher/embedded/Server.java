package org.packetboat.local.launcher.embedded;

/** The servers of the embedded default. */
public enum Server {
    KAFKA("kafka"),
    S3("s3"),
    POSTGRES("postgres");

    private final String processName;

    Server(String processName) {
        this.processName = processName;
    }

    /** As in {@code ./packetboat status}; also the name of its directory below the data directory. */
    public String processName() {
        return processName;
    }
}
