import { Module } from '@nestjs/common';
import { ServiceConditions } from '../../services/service.conditions.js';
import { CustomerDirectory } from './customer.directory.js';
import { UserOnboarding } from './user-onboarding.task.js';

/** `customer/user_onboarding`: a class that names its file. */
@Module({ providers: [UserOnboarding, CustomerDirectory, ServiceConditions] })
export class OnboardingModule {}
