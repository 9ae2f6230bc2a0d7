package org.packetboat.blob;

/** An object that is uploaded in parts; of one thread at a time. Nothing is visible before {@link #complete}. */
public interface MultipartUpload {
    /** S3's lower bound for every part but the last. */
    int MINIMUM_PART_OCTETS = 5 << 20;

    /** Uploads the next part. Repeating it after a failure replaces what the failed attempt may have stored. */
    void part(int number, FileSection octets) throws InterruptedException;

    /** The object exists from here on. */
    void complete() throws InterruptedException;

    /** Gives up; parts uploaded so far are deleted. */
    void abort() throws InterruptedException;
}
