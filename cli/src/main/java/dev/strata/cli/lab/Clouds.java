package dev.strata.cli.lab;

import java.util.List;

/** Where the two clouds' processes run, and the link between them. Used by one thread. */
interface Clouds extends AutoCloseable {
    /** One side of the link. */
    enum Side {
        PUBLIC,
        PRIVATE
    }

    /** What runs {@code command} on a side. */
    List<String> on(Side side, List<String> command);

    /** Address by which the public side reaches the private one. */
    String privateAddress();

    /** Address by which clients reach the public side. */
    String publicAddress();

    /** Address by which the public side reaches this process. */
    String outsideAddress();

    /** Nothing passes the link from now on. */
    void cut();

    /** The link is back. */
    void join();

    /** In words, for the report. */
    String words();

    @Override
    void close();
}
