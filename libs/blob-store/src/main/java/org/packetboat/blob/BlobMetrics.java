package org.packetboat.blob;

/** What this module tells its service, which binds it to its meter registry. Called from any thread; must not block. */
public interface BlobMetrics {
    /** Listens to nothing. */
    BlobMetrics NONE = new BlobMetrics() {
        @Override
        public void called(Operation operation, Outcome outcome, long nanos, long octets) {}

        @Override
        public void cacheAsked(long hits, long misses) {}
    };

    /** One request to the store, {@code packetboat_object_store_calls_total}. */
    void called(Operation operation, Outcome outcome, long nanos, long octets);

    /** Bodies found and not found in the memory cache. */
    void cacheAsked(long hits, long misses);

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
