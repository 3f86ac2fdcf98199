package dev.strata.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Refusals of the calls that are JAX-RS resources, and of paths that nobody serves. Stateless. */
public class ResourceErrors {
    /** What a client is told of a defect. */
    public static final Failure INTERNAL =
            Failure.of(
                    ErrorReason.INTERNAL,
                    "the gateway failed: a defect, its log says more; try again or report it");

    private static final Logger LOG = Logger.getLogger(ResourceErrors.class);

    /** A refusal of the gateway's own. */
    @ServerExceptionMapper
    public RestResponse<ObjectNode> refused(GatewayException refused) {
        return answer(refused.failure());
    }

    /** A path that nobody serves. */
    @ServerExceptionMapper
    public RestResponse<ObjectNode> unknown(NotFoundException e, ContainerRequestContext request) {
        return answer(
                Failure.of(
                        ErrorReason.NOT_FOUND,
                        "nothing is at '%s': expected a path of the API, such as /v1/chat/completions or /v1/models; correct the path"
                                .formatted(request.getUriInfo().getPath())));
    }

    /** A path that is served for other methods. */
    @ServerExceptionMapper
    public RestResponse<ObjectNode> refused(
            NotAllowedException e, ContainerRequestContext request) {
        String allow = e.getResponse().getHeaderString("Allow");
        Failure failure =
                Failure.of(
                        ErrorReason.METHOD_NOT_ALLOWED,
                        "%s is not offered on %s: expected %s; correct the request"
                                .formatted(
                                        request.getMethod(),
                                        request.getUriInfo().getPath(),
                                        allow == null ? "another method" : allow));
        return answer(failure);
    }

    /** What the server itself refuses: a type that is not spoken here, a body that is not sent. */
    @ServerExceptionMapper
    public RestResponse<ObjectNode> refused(WebApplicationException refused) {
        int status = refused.getResponse().getStatus();
        Failure failure =
                Failure.of(
                        ErrorReason.UNSUPPORTED,
                        "the request is refused with status %d: expected JSON to be sent and accepted; correct its headers"
                                .formatted(status));
        return RestResponse.ResponseBuilder.<ObjectNode>create(status)
                .entity(OpenAiError.of(failure))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    /** A defect; its words are for the log alone. */
    @ServerExceptionMapper
    public RestResponse<ObjectNode> failed(RuntimeException defect) {
        LOG.error("the gateway failed", defect);
        return answer(INTERNAL);
    }

    private static RestResponse<ObjectNode> answer(Failure failure) {
        RestResponse.ResponseBuilder<ObjectNode> response =
                RestResponse.ResponseBuilder.<ObjectNode>create(failure.reason().http())
                        .entity(OpenAiError.of(failure))
                        .type(MediaType.APPLICATION_JSON_TYPE);
        Headers.ofError(failure).forEach(response::header);
        return response.build();
    }
}
