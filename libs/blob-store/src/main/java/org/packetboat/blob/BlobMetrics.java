package org.packetboat.blob;

/** What this module tells its service, which binds it to its meter registry. Called from any thread; must not block. */
public interface BlobMetrics {
    /** Listens to nothing. */
    BlobMetrics NONE = new BlobMetrics() {
        @Override
        public void called(Operation operation, Outcome outcome, long nanos, long octets) {}

        @Override
        public void cacheAsked(CacheAnswer answer, long bodies) {}

        @Override
        public void commandEnded(String command, int storeCalls) {}
    };

    /** One request to the store, {@code packetboat_object_store_calls_total}. */
    void called(Operation operation, Outcome outcome, long nanos, long octets);

    /** Bodies that were asked for, and where they were. */
    void cacheAsked(CacheAnswer answer, long bodies);

    /** A client's command has ended for which bodies were read, with so many requests to the store. */
    void commandEnded(String command, int storeCalls);

    /** Where a body was. */
    enum CacheAnswer {
        /** In memory, or on its way there for somebody else. */
        MEMORY,
        /** On the local disk. */
        DISK,
        /** In the store alone. */
        MISS
    }

    /** A request to the store. */
    enum Operation {
        PUT,
        GET,
        DELETE,
        UPLOAD_PART,
        OTHER
    }

    /** How it ended. */
    enum Outcome {
        DONE,
        NO_SUCH_OBJECT,
        UNAVAILABLE
    }
}
