package app.feedtape.admin;

import app.feedtape.test.ServiceHouseRules;

class HouseRulesTest extends ServiceHouseRules {
    HouseRulesTest() {
        super(AdminServiceApplication.class);
    }
}
