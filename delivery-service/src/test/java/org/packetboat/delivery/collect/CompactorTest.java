package org.packetboat.delivery.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.InMemoryBlobStore;
import org.packetboat.blob.Pack;
import org.packetboat.blob.ReservedKey;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.delivery.fake.FakeCompactionLedger;
import org.packetboat.delivery.port.CompactionLedger.Place;
import org.packetboat.delivery.port.Counts;
import org.packetboat.mail.failure.UnavailableException;

class CompactorTest {
    private final InMemoryBlobStore store = new InMemoryBlobStore();
    private final FakeCompactionLedger ledger = new FakeCompactionLedger();
    private final Compactor compactor =
            new Compactor(ledger, store, Counts.NONE, new Compactor.Pace(Duration.ofDays(1), 1_000_000));

    private static ReservedKey good(String objectKey) {
        return new ReservedKey(objectKey, System.nanoTime() + TimeUnit.HOURS.toNanos(1));
    }

    private static ByteString id(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** An object of these texts; the body ids are the texts, unless they are there already. */
    private List<Place> stored(String objectKey, long account, String... texts) throws Exception {
        Pack pack = new Pack(16);
        for (String text : texts) {
            pack.add(text.getBytes(StandardCharsets.US_ASCII));
        }
        pack.writeTo(store, objectKey);
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            BlobRef blob = pack.ref(objectKey, i);
            ledger.place(id(texts[i]), blob);
            places.add(new Place(account, id(texts[i]), blob));
        }
        return places;
    }

    private String text(String body) throws Exception {
        BlobRef blob = ledger.placeOf(id(body));
        byte[] octets = store.get(blob.getObjectKey(), blob.getOffset(), (int) blob.getLength());
        return new String(octets, StandardCharsets.US_ASCII);
    }

    @Test
    void writesBodiesTogetherInTheOrderAskedFor() throws Exception {
        List<Place> wanted = new ArrayList<>(stored("pack/b", 7, "second", "", "fourth"));
        wanted.addAll(1, stored("pack/a", 7, "third"));
        wanted.addAll(0, stored("pack/c", 7, "first"));
        ledger.give(wanted, good("past/7/1/x"));

        assertThat(compactor.compactOnce()).isEqualTo("firstsecondthirdfourth".length());

        assertThat(new String(store.get("past/7/1/x", 0, 22), StandardCharsets.US_ASCII))
                .isEqualTo("firstsecondthirdfourth");
        for (String body : List.of("first", "second", "third", "", "fourth")) {
            assertThat(ledger.placeOf(id(body)).getObjectKey()).isEqualTo("past/7/1/x");
            assertThat(text(body)).isEqualTo(body);
        }
        assertThat(store.calls("get")).as("neighbours with one request").isEqualTo(3 + 1 + 4);
        assertThat(ledger.completed()).hasSize(1);
        assertThat(compactor.compactOnce()).isEqualTo(-1);
    }

    @Test
    void sharedOctetsStayShared() throws Exception {
        Place one = stored("pack/a", 1, "body").getFirst();
        ledger.place(id("of another"), one.blob());
        ledger.give(List.of(one, new Place(2, id("of another"), one.blob())), good("pack/z"));
        assertThat(compactor.compactOnce()).isEqualTo(4);
        assertThat(ledger.placeOf(id("of another"))).isEqualTo(ledger.placeOf(id("body")));
        assertThat(ledger.moveSizes()).as("one account a call").containsExactly(1, 1);
    }

    @Test
    void whatHasMovedMeanwhileStaysWhereItIs() throws Exception {
        List<Place> wanted = stored("pack/a", 1, "one", "two");
        Place two = stored("past/other", 1, "two").getFirst();
        ledger.give(wanted, good("past/mine"));
        assertThat(compactor.compactOnce()).isEqualTo(6);
        assertThat(ledger.placeOf(id("one")).getObjectKey()).isEqualTo("past/mine");
        assertThat(ledger.placeOf(id("two"))).isEqualTo(two.blob());
    }

    @Test
    void bodiesWhoseObjectIsGoneAreLeftOut() throws Exception {
        List<Place> wanted = new ArrayList<>(stored("pack/a", 1, "one"));
        wanted.addAll(stored("pack/b", 1, "two"));
        store.delete(List.of("pack/a"));
        ledger.give(wanted, good("past/x"));
        assertThat(compactor.compactOnce()).isEqualTo(3);
        assertThat(text("two")).isEqualTo("two");
        assertThat(ledger.placeOf(id("one")).getObjectKey()).isEqualTo("pack/a");
        assertThat(ledger.completed()).hasSize(1);
    }

    @Test
    void restsWhenNothingOfATaskCanBeRead() throws Exception {
        ledger.give(stored("pack/a", 1, "one"), good("past/x"));
        store.delete(List.of("pack/a"));
        assertThat(compactor.compactOnce()).isEqualTo(-1);
        assertThat(store.names()).isEmpty();
        assertThat(ledger.completed()).hasSize(1);
    }

    @Test
    void nothingMovesBeforeTheNewObjectIsStored() throws Exception {
        List<Place> wanted = stored("pack/a", 1, "one");
        ledger.give(wanted, good("past/x"));
        store.setAway(true);
        assertThatThrownBy(compactor::compactOnce).isInstanceOf(BlobStoreUnavailableException.class);
        store.setAway(false);
        assertThat(text("one")).isEqualTo("one");
        assertThat(ledger.completed()).isEmpty();

        ledger.setAway(true);
        ledger.give(wanted, good("past/y"));
        assertThatThrownBy(compactor::compactOnce).isInstanceOf(UnavailableException.class);
        assertThat(text("one")).isEqualTo("one");
        assertThat(ledger.completed()).isEmpty();
    }

    @Test
    void writesNothingUnderANameThatIsNoLongerGood() throws Exception {
        ledger.give(stored("pack/a", 1, "one"), new ReservedKey("past/x", System.nanoTime() - 1));
        assertThatThrownBy(compactor::compactOnce).isInstanceOf(UnavailableException.class);
        assertThat(store.names()).containsExactly("pack/a");
    }

    @Test
    void movesAtMostAThousandAtOnce() throws Exception {
        String[] texts = new String[2_300];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = "body " + i;
        }
        ledger.give(stored("pack/a", 1, texts), good("past/x"));
        compactor.compactOnce();
        assertThat(ledger.moveSizes()).containsExactly(1_000, 1_000, 300);
        assertThat(text("body 2299")).isEqualTo("body 2299");
    }
}
