package org.packetboat.blob;

/**
 * How bodies are read. All in octets unless said otherwise.
 *
 * @param wholeOctets bodies up to this size are read whole and cached, larger ones in chunks
 * @param gapOctets neighbours in one object that are no further apart are read with one request
 * @param groupOctets largest range of one request
 * @param windowOctets what one sequence reads ahead
 * @param windowBodies how many bodies one sequence reads ahead
 * @param chunkOctets what is read of a large body at once
 * @param aheadOctets what all sequences and large bodies together may have read ahead
 */
public record BodyReaderOptions(
        int wholeOctets,
        int gapOctets,
        int groupOctets,
        long windowOctets,
        int windowBodies,
        int chunkOctets,
        long aheadOctets) {
    public static final BodyReaderOptions DEFAULT =
            new BodyReaderOptions(1 << 20, 64 << 10, 4 << 20, 4 << 20, 1_024, 256 << 10, 64L << 20);
}
