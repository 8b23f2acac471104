package dev.sluice.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Runs a gateway as a process of its own. */
@SpringBootApplication(proxyBeanMethods = false)
public final class GatewayApplication {

    private GatewayApplication() {}

    public static void main(String[] args) {
        SpringApplication.run(GatewayApplication.class, args);
    }
}
