package dev.strata.gateway.grpc;

import dev.strata.gateway.chat.ChatDesk;
import dev.strata.gateway.rights.FeedbackDesk;
import dev.strata.gateway.tenant.Tenants;
import dev.strata.service.CheckedMessages;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.quarkus.grpc.GrpcService;

/** Where Quarkus finds {@link ChatService}. */
@GrpcService
public class ChatEndpoint implements BindableService {
    private final ChatService service;

    ChatEndpoint(ChatDesk desk, Tenants tenants, FeedbackDesk feedback) {
        this.service = new ChatService(desk, tenants, feedback);
    }

    @Override
    public ServerServiceDefinition bindService() {
        return CheckedMessages.of(service);
    }
}
