package app.feedtape.world.appstore;

import app.feedtape.world.WorldSettings.AppStoreApp;
import app.feedtape.world.web.Routes;
import java.nio.file.Path;
import java.time.Clock;

/** The local App Store behind {@code /appstore}. */
public final class AppStore implements AutoCloseable {

    private final Sales sales;
    private final Notices notices;
    private final Life life;
    private final ServerApi api;
    private final Controls controls;

    public AppStore(AppStoreApp app, Path directory, Clock clock) {
        sales = new Sales(directory, clock);
        notices = new Notices(sales, Authority.in(directory), app);
        life = new Life(sales, app, notices);
        api = new ServerApi(sales, app, notices);
        controls = new Controls(sales, life, notices);
        notices.resume();
    }

    public void mount(Routes routes) {
        api.mount(routes);
        controls.mount(routes);
    }

    /** Renewals and ends that time causes; to be called often. */
    public void catchUpWithTime() {
        if (sales.look(life::isDue)) {
            sales.with(() -> {
                life.catchUp();
                return true;
            });
        }
    }

    @Override
    public void close() {
        notices.close();
    }
}
