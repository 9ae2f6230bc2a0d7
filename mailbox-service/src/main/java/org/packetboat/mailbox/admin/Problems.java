package org.packetboat.mailbox.admin;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.stream.Collectors;
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

    /** JSON that is something else than what is asked for. */
    @ServerExceptionMapper
    public Response refused(MismatchedInputException failure) {
        String field = failure.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        return answer(
                Response.Status.BAD_REQUEST,
                field.isEmpty() ? "the body is not what is asked for here" : "wrong kind of value at " + field);
    }

    /** What the platform refuses by itself: unknown paths, other methods, unreadable JSON, parameters that are no numbers. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException failure) {
        if (failure instanceof NotFoundException && failure.getCause() instanceof IllegalArgumentException) {
            // Jakarta REST has it so of parameters (§3.2), where it says little.
            return answer(Response.Status.BAD_REQUEST, "a parameter has a value that it cannot have");
        }
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
