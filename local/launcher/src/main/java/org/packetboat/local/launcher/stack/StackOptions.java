package org.packetboat.local.launcher.stack;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;

/**
 * What {@code up} was asked for.
 *
 * @param bind the address of the mail ports; all others stay on loopback
 * @param instances by service; one where nothing is said
 */
public record StackOptions(
        Path data, int portOffset, InetAddress bind, DemoContent demo, Map<Service, Integer> instances) {

    /** Whether the first start adds a domain with accounts to play with. */
    public enum DemoContent {
        ADD,
        NONE
    }
}
