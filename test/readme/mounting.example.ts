// #region module
import {
  Injectable,
  Module,
  ValidationPipe,
  VersioningType,
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
} from '@nestjs/common';
import { isTaskerRoute, JwtAuthenticator, TaskerExceptionFilter, TaskerModule } from 'nestjs-tasker';

@Injectable()
export class Settings {
  readonly databaseUrl = process.env.DATABASE_URL!;
  readonly tokenSecret = process.env.TOKEN_SECRET!;
}

@Module({ providers: [Settings], exports: [Settings] })
export class SettingsModule {}

export const tasker = () =>
  TaskerModule.forRootAsync({
    imports: [SettingsModule],
    inject: [Settings],
    useFactory: ({ databaseUrl, tokenSecret }: Settings) => ({
      database: { url: databaseUrl },
      auth: { authenticator: new JwtAuthenticator({ secret: tokenSecret }) },
    }),
    api: { path: 'workflows', graphql: 'own' }, // beside useFactory: routes are fixed before it runs
  });

export function configure(app: INestApplication): void {
  app.setGlobalPrefix('api'); // GET /api/workflows/tasks, POST /api/workflows/graphql
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }); // moves the application's routes, not these
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true }));
  app.useGlobalFilters(app.get(TaskerExceptionFilter)); // only if all errors of the application are to have this envelope
}
// #endregion

// #region guard
@Injectable()
export class MembersOnly implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (isTaskerRoute(context)) return true;
    return context.switchToHttp().getRequest<{ headers: Record<string, string> }>().headers['x-member'] === 'yes';
  }
}
// #endregion
