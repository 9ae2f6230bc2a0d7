package org.packetboat.blob;

import java.io.RandomAccessFile;

/**
 * Octets of a file, read through its file pointer: one user of {@code file} at a time.
 *
 * @param sha256 of these octets, in hexadecimal: what the request is signed with
 */
public record FileSection(RandomAccessFile file, long position, long length, String sha256) {}
