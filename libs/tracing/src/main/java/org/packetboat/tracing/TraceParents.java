package org.packetboat.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.TraceParent;

/** From spans to what records carry, and back. The state that vendors may add is not carried: our traces begin here. */
public final class TraceParents {
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private TraceParents() {}

    /** What continues this span. */
    public static TraceParent of(Span span) {
        Map<String, String> headers = HashMap.newHashMap(2);
        W3C.inject(Context.root().with(span), headers, (carrier, name, value) -> headers.put(name, value));
        return TraceParent.of(headers.getOrDefault(TraceParent.HEADER, ""));
    }

    /** The parent of a span that continues; the root if there is nothing to continue, or nothing that makes sense. */
    public static Context context(TraceParent parent) {
        return W3C.extract(Context.root(), parent, Getter.INSTANCE);
    }

    /** Reads the one header that there is. */
    private enum Getter implements TextMapGetter<TraceParent> {
        INSTANCE;

        @Override
        public Iterable<String> keys(TraceParent carrier) {
            return List.of(TraceParent.HEADER);
        }

        @Override
        public @Nullable String get(@Nullable TraceParent carrier, String key) {
            return carrier != null && carrier.isTraced() && key.equals(TraceParent.HEADER) ? carrier.value() : null;
        }
    }
}
