package org.packetboat.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.packetboat.blob.TestBodies.Stored;

class FlightsTest {
    private final InMemoryBlobStore store = new InMemoryBlobStore();
    private final BodyCache cache = new BodyCache(1 << 20);
    private final Flights flights = new Flights(store, cache);

    @Test
    void oneReadsAndTheOthersWait() throws Exception {
        Stored body = TestBodies.pack(store, "p", 1, 0, 100).getFirst();
        BodyKey key = body.request().key();
        CompletableFuture<byte[]> first = new CompletableFuture<>();
        assertThat(flights.join(key, first)).isSameAs(first);
        CompletableFuture<byte[]> second = flights.join(key, new CompletableFuture<>());
        assertThat(second).isSameAs(first);

        flights.load(List.of(new Flights.Flight(body.request(), first)));

        assertThat(Flights.await(second)).isEqualTo(body.octets());
        assertThat(cache.get(key)).isEqualTo(body.octets());
    }

    @Test
    void aBodyThatLandsBetweenTheLookIntoTheCacheAndTheJoinIsNotReadAgain() throws Exception {
        Stored body = TestBodies.pack(store, "p", 1, 0, 100).getFirst();
        BodyKey key = body.request().key();
        CompletableFuture<byte[]> first = flights.join(key, new CompletableFuture<>());
        assertThat(cache.get(key)).isNull();
        flights.load(List.of(new Flights.Flight(body.request(), first)));

        CompletableFuture<byte[]> late = new CompletableFuture<>();
        CompletableFuture<byte[]> flight = flights.join(key, late);

        assertThat(flight).isNotSameAs(late).isDone();
        assertThat(Flights.await(flight)).isEqualTo(body.octets());
        assertThat(late).as("what others joined meanwhile").isDone();
        assertThat(Flights.await(late)).isEqualTo(body.octets());
    }

    @Test
    void aBodyThatHasLeftTheCacheIsReadAgain() throws Exception {
        Flights forgetful = new Flights(store, new BodyCache(0));
        Stored body = TestBodies.pack(store, "p", 1, 0, 100).getFirst();
        CompletableFuture<byte[]> first = forgetful.join(body.request().key(), new CompletableFuture<>());
        forgetful.load(List.of(new Flights.Flight(body.request(), first)));

        CompletableFuture<byte[]> again = new CompletableFuture<>();
        assertThat(forgetful.join(body.request().key(), again)).isSameAs(again);
    }
}
