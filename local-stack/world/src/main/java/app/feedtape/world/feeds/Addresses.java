package app.feedtape.world.feeds;

/**
 * Where sites are to be found: on the world's own origin, or under their public-looking names
 * through the proxy.
 */
sealed interface Addresses {

    String PUBLIC_DOMAIN = ".feeds.example";

    String site(String name);

    default String feed(Site site) {
        return site(site.name()) + "/" + site.format().file();
    }

    default String article(Article article) {
        return site(article.site()) + "/articles/" + article.slug();
    }

    record Local(String origin) implements Addresses {
        @Override
        public String site(String name) {
            return origin + "/feeds/" + name;
        }
    }

    record Public() implements Addresses {
        @Override
        public String site(String name) {
            return "http://" + name + PUBLIC_DOMAIN;
        }
    }
}
