package io.millrace.dashboard.page;

import io.millrace.common.web.PageFiles;
import io.millrace.common.web.PageHeaders;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PageConfiguration {

	@Bean
	PageFiles pageFiles() {
		return new PageFiles("page");
	}

	@Bean
	PageHeaders pageHeaders() {
		return new PageHeaders();
	}

}
