package org.packetboat.smtp.policy;

import java.util.List;

/** Policies in their order; the first that has something to say is the one that is heard. */
public record PolicyChain(List<Policy> policies) implements Policy {
    /** Everything passes. */
    public static final PolicyChain NONE = new PolicyChain(List.of());

    /** Copies them. */
    public PolicyChain {
        policies = List.copyOf(policies);
    }

    @Override
    public void check(Stage stage) throws InterruptedException {
        for (Policy policy : policies) {
            policy.check(stage);
        }
    }
}
