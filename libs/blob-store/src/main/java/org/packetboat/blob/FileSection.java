package org.packetboat.blob;

import java.io.RandomAccessFile;

/** Octets of a file, read through its file pointer: one user of {@code file} at a time. */
public record FileSection(RandomAccessFile file, long position, long length) {}
