package org.packetboat.service.config.grpc;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is made of a source, and made again when the source is another object than before. Thread-safe. */
final class Latest<T> {
    private final Supplier<? extends @Nullable Object> source;
    private final Maker<Object, T> maker;
    private volatile @Nullable Made<T> made;

    @SuppressWarnings("unchecked")
    <S> Latest(Supplier<? extends @Nullable S> source, Maker<S, T> maker) {
        this.source = source;
        this.maker = (Maker<Object, T>) maker;
    }

    /** Makes something; may fail as cryptography does. */
    interface Maker<S, T> {
        T make(S source) throws Exception;
    }

    private record Made<T>(Object source, T value) {}

    T get() {
        Object now = source.get();
        if (now == null) {
            throw new IllegalStateException("a TLS configuration between services has a key store and a trust store");
        }
        Made<T> before = made;
        if (before != null && before.source == now) {
            return before.value;
        }
        T value = make(now);
        made = new Made<>(now, value);
        return value;
    }

    // The options of Vert.x say no more about what they throw.
    private T make(Object now) {
        try {
            return maker.make(now);
        } catch (Exception e) {
            throw new IllegalStateException("a key store or trust store cannot be used", e);
        }
    }
}
