package org.packetboat.pop3;

import java.util.List;
import org.packetboat.pop3.port.Maildrops;

class FakeBackendsTest extends MaildropsContract {
    private final FakeBackends fake = new FakeBackends();

    @Override
    protected Maildrops maildrops() {
        return fake;
    }

    @Override
    protected void add(byte[] octets) {
        fake.add(octets);
    }

    @Override
    protected List<Long> uids() {
        return fake.uids();
    }

    @Override
    protected void steal() {
        fake.steal();
    }

    @Override
    protected void storeAway() {
        fake.storeAway(true);
    }

    @Override
    protected void directoryAway(boolean away) {
        fake.directoryAway(away);
    }

    @Override
    protected boolean locked() {
        return fake.locked();
    }
}
