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
import org.packetboat.mailbox.store.RoutingTable.CatchAll;

/** {@code /api/v1/catch-alls}, by domain. */
@Keyed
@Path("/api/v1/catch-alls")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class CatchAllsResource {
    private final Routing routing;

    CatchAllsResource(Routing routing) {
        this.routing = routing;
    }

    /** A catch-all address as it is listed. */
    public record CatchAllJson(String domain, String target) {
        static CatchAllJson of(CatchAll catchAll) {
            return new CatchAllJson(catchAll.domain(), catchAll.target());
        }
    }

    /** A catch-all address to be set. */
    public record TargetJson(@Nullable String target) {}

    @GET
    public List<CatchAllJson> list() throws InterruptedException {
        return routing.catchAlls().stream().map(CatchAllJson::of).toList();
    }

    @PUT
    @Path("/{domain}")
    public CatchAllJson set(@PathParam("domain") String domain, @Nullable TargetJson catchAll)
            throws InterruptedException {
        String target = Input.required(catchAll == null ? null : catchAll.target(), "target");
        return CatchAllJson.of(routing.setCatchAll(domain, target));
    }

    @DELETE
    @Path("/{domain}")
    public void remove(@PathParam("domain") String domain) throws InterruptedException {
        routing.removeCatchAll(domain);
    }
}
