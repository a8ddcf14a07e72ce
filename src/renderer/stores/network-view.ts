import { defineStore } from 'pinia';
import { ref } from 'vue';

/** Whether walls and large views show pictures exactly as a network is given them; until the window is closed. */
export const useNetworkView = defineStore('network-view', () => ({ isOn: ref(false) }));
