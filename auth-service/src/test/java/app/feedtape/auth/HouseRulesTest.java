package app.feedtape.auth;

import app.feedtape.test.ServiceHouseRules;

class HouseRulesTest extends ServiceHouseRules {

    HouseRulesTest() {
        super(AuthApplication.class);
    }
}
