package org.packetboat.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** What is in the bucket of a stack. */
final class StoredObjects {
    private static final List<String> PREFIXES = List.of("/pack/", "/past/", "/staged/");

    private StoredObjects() {}

    /**
     * The files of the embedded object store that are objects (folders aside). The collector deletes while this walks: what is gone before it
     * is read is not there, which is the answer asked for.
     */
    static List<Path> of(Stack stack) {
        List<Path> objects = new ArrayList<>();
        try {
            Files.walkFileTree(stack.data().resolve("s3"), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = file.toString();
                    if (PREFIXES.stream().anyMatch(name::contains)) {
                        objects.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                    if (failure == null || failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return objects;
    }
}
