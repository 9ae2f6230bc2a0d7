package org.packetboat.local.launcher.embedded;

import org.packetboat.local.launcher.process.FreePorts;

/** The ports of the servers on loopback. */
public record Ports(int kafka, int kafkaController, int s3, int postgres) {
    public static Ports choose(FreePorts free) {
        return new Ports(free.next(), free.next(), free.next(), free.next());
    }

    /** The same ports as before, as far as they are still free. */
    public Ports again(FreePorts free) {
        return new Ports(
                free.preferring(kafka),
                free.preferring(kafkaController),
                free.preferring(s3),
                free.preferring(postgres));
    }
}
