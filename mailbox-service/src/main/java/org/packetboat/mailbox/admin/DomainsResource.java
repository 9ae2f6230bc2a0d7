package org.packetboat.mailbox.admin;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.packetboat.mailbox.account.Domains;

/** {@code /api/v1/domains}. */
@Keyed
@Path("/api/v1/domains")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class DomainsResource {
    private final Domains domains;

    DomainsResource(Domains domains) {
        this.domains = domains;
    }

    /** A domain as it travels. */
    public record DomainJson(@Nullable String name) {}

    @GET
    public List<DomainJson> list() throws InterruptedException {
        return domains.list().stream().map(DomainJson::new).toList();
    }

    @POST
    public Response add(@Nullable DomainJson domain) throws InterruptedException {
        String name = domains.add(Input.required(domain == null ? null : domain.name(), "name"));
        return Response.status(Response.Status.CREATED)
                .entity(new DomainJson(name))
                .build();
    }

    @DELETE
    @Path("/{name}")
    public void remove(@PathParam("name") String name) throws InterruptedException {
        domains.remove(name);
    }
}
