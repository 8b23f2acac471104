package dev.sluice.admin.problem;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts in the place of Boot's answers to errors our own. */
@Configuration(proxyBeanMethods = false)
final class ProblemConfiguration {

    @Bean
    static ErrorAnswers errorAnswers() {
        return new ErrorAnswers();
    }

    @Bean
    static NettyServerCustomizer unreadableUrls() {
        return server -> server.mapHandle(UnreadableUrls::answer);
    }
}
