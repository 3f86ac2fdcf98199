package dev.strata.cli.lab;

import java.util.List;

/** Both sides on the loopback address; the link is the proxy alone. */
record LoopbackClouds(LinkControl link, String why) implements Clouds {
    private static final String HERE = "127.0.0.1";

    @Override
    public List<String> on(Side side, List<String> command) {
        return command;
    }

    @Override
    public String privateAddress() {
        return HERE;
    }

    @Override
    public String publicAddress() {
        return HERE;
    }

    @Override
    public String outsideAddress() {
        return HERE;
    }

    @Override
    public void cut() {
        link.set(link.get().withCut(true));
    }

    @Override
    public void join() {
        link.set(link.get().withCut(false));
    }

    @Override
    public String words() {
        return "a proxy on the loopback address that lets nothing through while the link is cut ("
                + why
                + ")";
    }

    @Override
    public void close() {}
}
