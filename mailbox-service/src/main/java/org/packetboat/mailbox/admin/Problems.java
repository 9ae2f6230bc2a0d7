package org.packetboat.mailbox.admin;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mailbox.account.AdminException;

/** From failures to HTTP statuses. */
public final class Problems {
    Problems() {}

    @ServerExceptionMapper
    public Response refused(AdminException failure) {
        Response.Status status = switch (failure.kind()) {
            case INVALID -> Response.Status.BAD_REQUEST;
            case NOT_FOUND -> Response.Status.NOT_FOUND;
            case CONFLICT -> Response.Status.CONFLICT;
        };
        return answer(status, String.valueOf(failure.getMessage()));
    }

    @ServerExceptionMapper
    public Response unavailable(UnavailableException failure) {
        return answer(Response.Status.SERVICE_UNAVAILABLE, "the database is not available");
    }

    /** What the platform refuses by itself: unknown paths, other methods, unreadable JSON. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException failure) {
        Response.StatusType status = failure.getResponse().getStatusInfo();
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new Problem(status.getReasonPhrase()))
                .build();
    }

    private static Response answer(Response.Status status, String error) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new Problem(error))
                .build();
    }
}
