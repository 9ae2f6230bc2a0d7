package org.packetboat.delivery.remote;

import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.packetboat.delivery.port.RelayQueue;
import org.packetboat.delivery.queue.KeptBodies;
import org.packetboat.delivery.remote.route.Router;
import org.packetboat.delivery.remote.smtp.SmtpConnector;

/** What the relay works with. */
public record RelayParts(
        RelayQueue queue,
        RelayQueue.Holder holder,
        Router router,
        SmtpConnector connector,
        QueuedBodies bodies,
        KeptBodies kept,
        Reporter reporter,
        Schedule schedule,
        InstantSource clock,
        RandomGenerator random) {}
