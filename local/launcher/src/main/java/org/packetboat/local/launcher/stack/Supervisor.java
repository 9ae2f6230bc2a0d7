package org.packetboat.local.launcher.stack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.packetboat.local.launcher.process.Guard;
import org.packetboat.local.launcher.process.ProcessSpec;
import org.packetboat.local.launcher.process.StartFailedException;

/**
 * Keeps the processes of a stack running. During the start the first death ends everything; from then on a dead process is
 * started again. All are started at once and wait for each other themselves; they are stopped in the reverse order of their
 * tiers.
 */
final class Supervisor {
    private final Guard guard;
    private final Duration stopPatience;
    private final Journal journal;
    private final Runnable onChange;
    private final List<List<ManagedProcess>> tiers = new ArrayList<>();
    private final AtomicInteger unready = new AtomicInteger();
    private final CompletableFuture<Void> started = new CompletableFuture<>();

    /**
     * @param stopPatience until a process that does not heed its signal is killed
     * @param onChange told, on any thread, whenever a process changes its state
     */
    Supervisor(Guard guard, Duration stopPatience, Journal journal, Runnable onChange) {
        this.guard = guard;
        this.stopPatience = stopPatience;
        this.journal = journal;
        this.onChange = onChange;
    }

    /** What {@link #addTier} takes: a process and its ports by what is spoken there. */
    record Member(ProcessSpec spec, Map<String, Integer> ports) {}

    /** Adds processes that need those of the earlier tiers. */
    void addTier(List<Member> members) {
        tiers.add(members.stream()
                .map(member -> new ManagedProcess(member.spec(), member.ports(), guard, stopPatience, new Reporter()))
                .toList());
    }

    List<ManagedProcess> processes() {
        return tiers.stream().flatMap(List::stream).toList();
    }

    Optional<ManagedProcess> named(String name) {
        return processes().stream()
                .filter(process -> process.name().equals(name))
                .findFirst();
    }

    /** Blocks until every process is ready. On failure the caller stops what has been started. */
    void start(Duration patience) throws StartFailedException, InterruptedException {
        List<ManagedProcess> all = processes();
        unready.set(all.size());
        for (ManagedProcess process : all) {
            process.start();
        }
        try {
            started.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StartFailedException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new StartFailedException(
                    "not ready after " + patience.toSeconds() + " s: " + namesOfUnready(), List.of());
        }
    }

    /** Ends everything, last tier first; blocks until nothing is left. */
    void stop() {
        started.completeExceptionally(new StartFailedException("stopped during the start", List.of()));
        for (List<ManagedProcess> tier : tiers.reversed()) {
            stopTogether(tier);
        }
    }

    private static void stopTogether(List<ManagedProcess> tier) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> stops = new ArrayList<>();
            for (ManagedProcess process : tier) {
                stops.add(threads.submit(() -> {
                    process.stop();
                    return process;
                }));
            }
            for (Future<?> stop : stops) {
                stop.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> namesOfUnready() {
        return processes().stream()
                .filter(process -> process.state() != ProcessState.READY)
                .map(ManagedProcess::name)
                .toList();
    }

    private final class Reporter implements ManagedProcess.Listener {
        @Override
        public void changed(ManagedProcess process) {
            onChange.run();
        }

        @Override
        public void ready(ManagedProcess process, Duration startTime) {
            journal.write("%s ready after %.1f s".formatted(process.name(), startTime.toMillis() / 1000.0));
            if (unready.decrementAndGet() == 0) {
                started.complete(null);
            }
        }

        @Override
        public void died(ManagedProcess process, StartFailedException cause, Duration pause) {
            if (started.completeExceptionally(cause)) {
                return;
            }
            journal.write("%s, starting it again in %.1f s".formatted(cause.getMessage(), pause.toMillis() / 1000.0));
        }
    }
}
