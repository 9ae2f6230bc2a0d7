package org.packetboat.mailbox.admin;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.packetboat.mailbox.account.Routing;
import org.packetboat.mailbox.store.RoutingTable.Forward;

/** {@code /api/v1/forwards}, by the accounts' addresses. */
@Keyed
@Path("/api/v1/forwards")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class ForwardsResource {
    private final Routing routing;

    ForwardsResource(Routing routing) {
        this.routing = routing;
    }

    /** A forward as it is listed. */
    public record ForwardJson(String address, List<String> targets, boolean keeps) {
        static ForwardJson of(Forward forward) {
            return new ForwardJson(forward.address(), forward.targets(), forward.keeps());
        }
    }

    /**
     * A forward to be set.
     *
     * @param keeps absent for true
     */
    public record TargetsJson(
            @Nullable List<@Nullable String> targets,
            @Nullable Boolean keeps) {}

    @GET
    public List<ForwardJson> list() throws InterruptedException {
        return routing.forwards().stream().map(ForwardJson::of).toList();
    }

    @PUT
    @Path("/{address}")
    public ForwardJson set(@PathParam("address") String address, @Nullable TargetsJson forward)
            throws InterruptedException {
        TargetsJson given = Input.required(forward, "targets");
        boolean keeps = given.keeps() == null || given.keeps();
        return ForwardJson.of(routing.setForward(address, Input.requiredAll(given.targets(), "targets"), keeps));
    }

    @DELETE
    @Path("/{address}")
    public void remove(@PathParam("address") String address) throws InterruptedException {
        routing.removeForward(address);
    }
}
