package org.packetboat.local.launcher.stack;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.packetboat.local.launcher.process.FreePorts;

/**
 * One process of a service.
 *
 * @param number counted from 1
 * @param ports by what is spoken there
 */
record ServiceInstance(Service service, int number, Map<String, Integer> ports) {
    private static final int HIGHEST_PORT = 65_535;

    static List<ServiceInstance> all(StackOptions options) {
        List<ServiceInstance> instances = new ArrayList<>();
        for (Service service : Service.values()) {
            for (int number = 1; number <= options.instances().getOrDefault(service, 1); number++) {
                instances.add(of(service, number, options.portOffset()));
            }
        }
        return instances;
    }

    private static ServiceInstance of(Service service, int number, int offset) {
        Map<String, Integer> ports = new TreeMap<>();
        service.basePorts().forEach((spoken, port) -> {
            int shifted = port + offset + (number - 1) * Service.INSTANCE_STEP;
            if (shifted < 1 || shifted > HIGHEST_PORT) {
                throw new IllegalArgumentException(service.module() + " would listen on port " + shifted);
            }
            ports.put(spoken, shifted);
        });
        return new ServiceInstance(service, number, ports);
    }

    /** The same without a port that it can do without and somebody else has. */
    ServiceInstance withoutTaken(InetAddress bind) {
        Integer port = ports.get(Service.LMTP);
        if (port == null || FreePorts.isFree(address(Service.LMTP, bind), port)) {
            return this;
        }
        Map<String, Integer> others = new TreeMap<>(ports);
        others.remove(Service.LMTP);
        return new ServiceInstance(service, number, others);
    }

    /** Whether it speaks everything that its service does. */
    boolean isWhole() {
        return ports.keySet().equals(service.basePorts().keySet());
    }

    String name() {
        return number == 1 ? service.module() : service.module() + "-" + number;
    }

    int port(String spoken) {
        Integer port = ports.get(spoken);
        if (port == null) {
            throw new IllegalArgumentException(name() + " does not speak " + spoken);
        }
        return port;
    }

    /** 0 where it does without. */
    int portOrNone(String spoken) {
        return ports.getOrDefault(spoken, 0);
    }

    /** Only mail is for other machines. */
    static InetAddress address(String spoken, InetAddress bind) {
        return switch (spoken) {
            case "smtp", "submission", "submissions", Service.LMTP, "imap", "imaps", "pop3", "pop3s" -> bind;
            default -> InetAddress.getLoopbackAddress();
        };
    }
}
