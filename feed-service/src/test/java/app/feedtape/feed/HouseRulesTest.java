package app.feedtape.feed;

import app.feedtape.test.ServiceHouseRules;

class HouseRulesTest extends ServiceHouseRules {
    HouseRulesTest() {
        super(FeedServiceApplication.class);
    }
}
