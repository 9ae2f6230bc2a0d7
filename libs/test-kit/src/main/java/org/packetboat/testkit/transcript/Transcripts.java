package org.packetboat.testkit.transcript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.packetboat.testkit.seed.Fragmenter;

/**
 * All transcripts below a folder as tests, each played whole, one octet at a time and cut at random places:
 *
 * <pre>
 * &#64;TestFactory
 * Stream&lt;DynamicNode&gt; transcripts() {
 *     return Transcripts.in("transcripts", t -&gt; startServerFor(t));
 * }
 * </pre>
 */
public final class Transcripts {
    private Transcripts() {}

    /** @param folder on the class path, as a directory */
    public static Stream<DynamicNode> in(String folder, TranscriptServer server) {
        return in(directory(folder), server);
    }

    /**
     * All of them, not played but read.
     *
     * @param folder on the class path, as a directory
     */
    public static List<Transcript> read(String folder) {
        return files(directory(folder)).stream().map(Transcript::read).toList();
    }

    private static Path directory(String folder) {
        URL url = Thread.currentThread().getContextClassLoader().getResource(folder);
        if (url == null) {
            throw new IllegalArgumentException("no folder " + folder + " on the class path");
        }
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** @param folder with {@code .txt} files, at any depth */
    public static Stream<DynamicNode> in(Path folder, TranscriptServer server) {
        return files(folder).stream().map(file -> plays(folder.relativize(file).toString(), file, server));
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> files =
                    walk.filter(f -> f.toString().endsWith(".txt")).sorted().toList();
            if (files.isEmpty()) {
                throw new IllegalArgumentException("no transcripts in " + folder);
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DynamicNode plays(String name, Path file, TranscriptServer server) {
        Transcript transcript = Transcript.read(file);
        List<DynamicTest> plays = new ArrayList<>();
        for (Fragmenter fragmenter : Fragmenter.values()) {
            plays.add(DynamicTest.dynamicTest(
                    name + " " + fragmenter, () -> TranscriptRunner.play(transcript, server, fragmenter)));
        }
        return DynamicContainer.dynamicContainer(name, file.toUri(), plays.stream());
    }
}
