import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';

/** What a proxy's metrics are found by. */
export interface AccessProxyMetricsProps {
  readonly restApiId: string;
  readonly restApiName: string;
  readonly stageName: string;
}

/** Metric names in the namespace of one proxy. */
export const DECISION_METRICS = { permit: 'Allowed', forbid: 'Refused', fault: 'Fault' } as const;

/** Metrics of an access proxy: API Gateway's, and its decisions counted from the audit log. */
export class AccessProxyMetrics {
  /** Namespace of the metrics that are counted from the audit log. */
  public readonly namespace: string;

  public constructor(private readonly props: AccessProxyMetricsProps) {
    this.namespace = decisionNamespace(props.restApiId);
  }

  /** Any of API Gateway's metrics of this stage. @default - average over 5 minutes */
  public metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/ApiGateway',
      metricName,
      dimensionsMap: { ApiName: this.props.restApiName, Stage: this.props.stageName },
      ...props,
    });
  }

  /** Requests of any outcome. @default - sum over 5 minutes */
  public count(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('Count', { statistic: cloudwatch.Stats.SAMPLE_COUNT, ...props });
  }

  /** Answers from 400 to 499. @default - sum over 5 minutes */
  public clientError(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('4XXError', { statistic: cloudwatch.Stats.SUM, ...props });
  }

  /** Answers from 500 to 599. @default - sum over 5 minutes */
  public serverError(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('5XXError', { statistic: cloudwatch.Stats.SUM, ...props });
  }

  /** Milliseconds from request to answer. @default - average over 5 minutes */
  public latency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('Latency', props);
  }

  /** Milliseconds in the forwarder, the upstream included. @default - average over 5 minutes */
  public integrationLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('IntegrationLatency', props);
  }

  /** Requests that the authorizer let through. @default - sum over 5 minutes */
  public allowed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.decision(DECISION_METRICS.permit, props);
  }

  /** Requests that a rule or policy refused. @default - sum over 5 minutes */
  public refused(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.decision(DECISION_METRICS.forbid, props);
  }

  /** Requests that were refused because something failed: worth an alarm. @default - sum over 5 minutes */
  public fault(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.decision(DECISION_METRICS.fault, props);
  }

  private decision(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: this.namespace,
      metricName,
      statistic: cloudwatch.Stats.SUM,
      ...props,
    });
  }
}

/** A namespace a proxy, because counts out of a log have no dimensions to tell proxies apart. */
function decisionNamespace(restApiId: string): string {
  return `Gatehouse/${restApiId}`;
}
