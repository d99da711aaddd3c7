import { createApp } from 'vue';
import Portal from './Portal.vue';

// Some frameworks set properties only on defined elements.
await customElements.whenDefined('renewal-wizard');
createApp(Portal).mount('#app');
