package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the JDK's own tools tell of a running process. */
final class Jvm {
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    private Jvm() {}

    /** Octets of heap that are alive: a histogram of them begins with a full collection. */
    static long liveHeap(long pid) {
        Matcher total = TOTAL.matcher(jcmd(pid, "GC.class_histogram"));
        assertThat(total.find()).isTrue();
        return Long.parseLong(total.group(1));
    }

    static String jcmd(long pid, String command) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
        return Programs.run(Duration.ofMinutes(1), List.of(jcmd, Long.toString(pid), command))
                .expectSuccess()
                .output();
    }
}
