package org.packetboat.delivery.remote;

/** What the workers of one process have in common. */
record Common(RelayParts parts, Leases leases, Concurrency concurrency, Routes routes) {}
