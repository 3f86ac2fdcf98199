package dev.strata.gateway.shared;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Sends one command and reads one simple answer; {@code $-1} where there is none. */
public final class RawRedis {
    private RawRedis() {}

    /** What it answers, without the length of a bulk. */
    public static String run(RedisServer redis, String... command) throws IOException {
        StringBuilder request = new StringBuilder("*" + command.length + "\r\n");
        for (String argument : command) {
            int bytes = argument.getBytes(StandardCharsets.UTF_8).length;
            request.append("$").append(bytes).append("\r\n").append(argument).append("\r\n");
        }
        URI at = URI.create(redis.url());
        try (Socket socket = new Socket(at.getHost(), at.getPort())) {
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String first = in.readLine();
            return first.startsWith("$") && !first.equals("$-1") ? in.readLine() : first;
        }
    }
}
